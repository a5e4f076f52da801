"""granian with the product's modules loaded before it forks: a killed worker is back at once.

``python -m tests.faults.serve MODULE:app --port 1234``; no application and no connection is made
here, only in the workers.
"""

import sys

from granian.cli import entrypoint

import zhifa_training.factory

if __name__ == "__main__":
    assert zhifa_training.factory
    sys.exit(entrypoint())
