"""python -m tests.petclinic.memory < picture: cleans it; prints the reason, the peak of memory in MB, the seconds."""

import resource
import sys
import time

from petclinic.images import Unfit, clean


def main() -> None:
    data = sys.stdin.buffer.read()
    started = time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        clean(data)
        reason = ""
    except Unfit as unfit:
        reason = unfit.reason
    taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    sys.stdout.write(f"{reason},{taken},{time.process_time() - started:.2f}")


if __name__ == "__main__":
    main()
