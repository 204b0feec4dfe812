# Thin on purpose: the logic is in bin/ and in python modules.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python

.PHONY: help setup run test check e2e bench proto docs baseline lock images images.txt sbom format clean

help: ## 显示这些命令 (show these targets)
	@awk -F ':.*## ' '/^[a-z0-9.]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## 安装所需的一切 (install everything into .venv; free when nothing changed)
	@bin/setup

run: setup ## 启动示例县 (run the sample county; HOUSEHOLDS=90000, ONCE=1)
	@.venv/bin/gov321ctl up $(if $(HOUSEHOLDS),--households $(HOUSEHOLDS)) $(if $(filter 1,$(ONCE)),--once)

test: setup ## 运行全部测试 (run all tests in parallel; ARGS="-k petition")
	@.venv/bin/pytest -n 2 --dist worksteal $(or $(ARGS),tests)

check: setup ## 提交前的检查 (format, lint, types, imports, contracts, unit tests)
	@$(PYTHON) bin/check.py $(ARGS)

e2e: setup ## 在真实集群上安装并考验一个县 (a county on the cluster KUBECONFIG points at; GOV321_E2E_IMAGE=…)
	@$(PYTHON) -m tests.e2e

bench: setup ## 与朴素做法和裸库比较速度 (speed as ratios against a stored baseline)
	@$(PYTHON) -m bench $(ARGS)

proto: setup ## 由契约生成代码 (generate proto/gen from proto/gov321)
	@$(PYTHON) bin/proto.py

docs: setup ## 由代码生成文档中的表格 (write the tables of the docs from the code)
	@$(PYTHON) bin/docs.py $(ARGS)

baseline: setup ## 以现在的契约为比较基准 (make today's contracts the baseline of the breaking gate)
	@.venv/bin/buf build -o proto/baseline.binpb

lock: setup ## 重新锁定依赖 (resolve again and write every requirements.lock)
	@bin/lock

images: ## 构建镜像 (build the images with docker, podman or buildah; BASE_IMAGE=…, REGISTRY=…, TAG=…)
	@bin/images build

images.txt: ## 列出镜像以便转存 (write build/images.txt, what a mirror has to hold)
	@bin/images list

sbom: setup ## 生成软件物料清单 (write build/sbom.cdx.json, what the image of the services holds)
	@bin/images sbom

format: setup ## 整理代码格式 (format and fix what can be fixed)
	@.venv/bin/ruff check --fix-only --quiet . && .venv/bin/ruff format --quiet . && .venv/bin/buf format -w

clean: ## 删除可再生成的文件 (remove what can be made again; keeps .venv and build/county)
	@[ ! -d build ] || find build -mindepth 1 -maxdepth 1 -not -name county -exec rm -rf {} +
	@rm -rf .ruff_cache .import_linter_cache .hypothesis .pytest_cache .coverage*
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
