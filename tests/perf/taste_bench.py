"""Regret of the coach's first choices with a learned taste, against no personalisation, on simulated people.

python -m tests.perf.taste_bench [PEOPLE]
"""

import sys
import time

from domain.catalogue.loader import load_catalogue
from ml.evals.taste import regrets
from ml.train.dataset.people import profile_of


def main(people: int = 200) -> None:
    """Print the table."""
    began = time.process_time()
    found = regrets([profile_of(7, index) for index in range(people)], load_catalogue(), seed=1)
    spent = time.process_time() - began
    print(f"{people} people; regret in standard deviations of a person's utilities ({spent:.1f} s)")
    print("choices  learned  no personalisation  ratio")
    for each in found:
        ratio = each.learned / max(each.unlearned, 1e-9)
        print(f"{each.choices:7}  {each.learned:7.3f}  {each.unlearned:18.3f}  {ratio:5.2f}")


if __name__ == "__main__":
    main(*(int(each) for each in sys.argv[1:2]))
