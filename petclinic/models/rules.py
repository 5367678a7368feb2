class RedFlagRule:
    @staticmethod
    def enabled_rules() -> list[object]:
        return []
