"""``make test``: every suite on every database that is here; what is skipped is said, with why.

``ZHIFA_REQUIRE=postgresql,chromium,strace,mount`` turns a missing service into a failure;
``ZHIFA_FAULTS=night`` tries every fault far more often.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack

from tests.cluster import Cluster, binaries, memory_folder
from tests.faults.extent import can_mount, can_trace

REQUIRED = set(filter(None, os.environ.get("ZHIFA_REQUIRE", "").split(",")))
KNOWN = {"postgresql", "chromium", "strace", "mount"}
CORES = os.cpu_count() or 1
TOGETHER = ["-n", str(min(4, CORES + 1)), "--dist", "loadgroup"]
"""One worker more than there are cores: tests wait for disks and databases."""
STEALING = ["-n", str(min(4, CORES)), "--dist", "worksteal"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUICK = ["tests/unit", "tests/contracts", "tests/features", "tests/races"]
ALIKE = [
    "tests/contracts/test_docs.py",
    "tests/contracts/test_promises.py",
    "tests/contracts/test_python.py",
    "tests/contracts/test_repository.py",
    "tests/contracts/test_start.py",
    "tests/contracts/test_templates.py",
    "tests/features/demo/test_seed.py",
]
"""What no database changes, and the dearest pure computation: run on the embedded one alone."""


def say(text):
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def missing_services():
    absent = {}
    if binaries() is None:
        absent["postgresql"] = "没有找到 PostgreSQL（apt-get install postgresql）"
    if CHROMIUM is None:
        absent["chromium"] = "没有找到 Chromium（apt-get install chromium fonts-noto-cjk）"
    if not can_trace():
        absent["strace"] = "没有 strace 或不允许跟踪进程，不做断电试验（apt-get install strace）"
    if not can_mount():
        absent["mount"] = "不能挂载内存文件系统（须为 root），不做磁盘写满试验"
    return absent


def run(name, arguments, **environment):
    started = time.monotonic()
    say(f"\n== {name}")
    outcome = subprocess.run(
        [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", *arguments],
        env=os.environ | environment,
        check=False,
    )
    passed = outcome.returncode == 0
    say(f"== {name}：{'通过' if passed else '未通过'}，{time.monotonic() - started:.0f} 秒")
    return passed


def present(paths):
    return [path for path in paths if os.path.isdir(path)]


def _started(stack):
    return stack.enter_context(Cluster(within=memory_folder()))


def main():
    unknown = REQUIRED - KNOWN
    if unknown:
        say(f"ZHIFA_REQUIRE 中有不认识的服务：{'、'.join(sorted(unknown))}")
        return 2
    absent = missing_services()
    for service, reason in absent.items():
        say(f"{'缺少' if service in REQUIRED else '跳过'} {service}：{reason}")
    if REQUIRED & set(absent):
        return 1
    extra = sys.argv[1:]
    with ExitStack() as stack:
        here = stack.enter_context(tempfile.TemporaryDirectory(dir=memory_folder()))
        passed = [run("SQLite", [*present(QUICK), *TOGETHER, *extra], TMPDIR=here)]
        if "postgresql" not in absent:
            url = os.environ.get("ZHIFA_TEST_POSTGRESQL") or _started(stack).url
            paths = present([path for path in QUICK if path != "tests/unit"])
            paths += [f"--ignore={path}" for path in ALIKE]
            passed.append(run("PostgreSQL", [*paths, *TOGETHER, *extra], ZHIFA_TEST_POSTGRESQL=url))
    if "chromium" not in absent:
        journeys = ["tests/journeys", *STEALING, *extra]
        passed.append(run("浏览器", journeys, ZHIFA_CHROMIUM=CHROMIUM))
    passed.append(run("故障", ["tests/faults", *STEALING, *extra]))
    say(f"\n{'全部通过' if all(passed) else '有测试未通过'}")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
