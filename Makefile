# Two commands matter: `make run` and `make test`. Plain `make` prints the rest.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
export PORT ?= 8000
export ZHIFA_INSTANCE ?= $(CURDIR)/instance
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test lint bench migrate demo format

help: ## 列出全部命令
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.runtime: requirements.txt
	@$(PYTHON) --version 2>/dev/null | grep -q 'Python 3\.11' || { echo '需要 Python 3.11：Debian 12 上请执行 apt-get install python3.11 python3.11-venv，或用 make PYTHON=… 指定' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	@touch $@

setup: $(VENV)/.runtime ## 只安装运行所需的依赖
setup-dev: $(VENV)/.dev ## 安装开发与测试依赖

run: $(VENV)/.runtime ## 启动网站（首次启动会建库并装入演示数据）
	@$(BIN)/python -m zhifa_training.demo.first_start
	@$(BIN)/granian --interface wsgi --host 127.0.0.1 --port $(PORT) --workers 1 --blocking-threads 4 --backlog 8192 --backpressure 8192 --no-ws --log-level warning app:app

test: $(VENV)/.dev ## 运行全部测试（SQLite；找到 PostgreSQL 与 Chromium 时一并运行）
	@$(BIN)/python -m tests.run

lint: $(VENV)/.dev ## 代码、类型、分层与模板检查
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates

format: $(VENV)/.dev ## 按统一格式整理代码
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev ## 测量速度，每行一个 JSON（ARGS=--quick 约一分钟）
	@$(BIN)/python -m benchmarks $(ARGS)

migrate: $(VENV)/.runtime ## 升级数据库结构
	$(BIN)/flask --app app db upgrade

demo: $(VENV)/.runtime ## 重新生成演示数据（OFFICERS=3000 SEED=1）
	$(BIN)/flask --app app demo load --officers $(or $(OFFICERS),3000) --seed $(or $(SEED),1)
