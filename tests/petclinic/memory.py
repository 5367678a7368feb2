"""python -m tests.petclinic.memory < picture: cleans it; prints the reason or nothing, and the peak of memory in MB."""

import resource
import sys

from petclinic.images import Unfit, clean


def main() -> None:
    data = sys.stdin.buffer.read()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        clean(data)
        reason = ""
    except Unfit as unfit:
        reason = unfit.reason
    taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    sys.stdout.write(f"{reason},{taken}")


if __name__ == "__main__":
    main()
