class RedFlagRule:
    @staticmethod
    def enabled_rules() -> list[object]:
        return []


def load_defaults() -> None: ...
