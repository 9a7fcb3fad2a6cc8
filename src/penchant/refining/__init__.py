"""The second reading, in the background: a language model reads anew what was said, and its reading is an event of its own.

`queue.py` what is still to be read; `lease.py` who may read; `second.py` one call and what is made of it; `refiner.py` the thread.
"""

from penchant.refining.queue import Letter
from penchant.refining.refiner import Refiner, Status

__all__ = ["Letter", "Refiner", "Status"]
