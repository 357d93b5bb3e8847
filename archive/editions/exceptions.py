"""Exceptions: the reasons why nothing was published."""

from collections.abc import Sequence

from archive.catalogue.check import Report
from archive.command_messages import message

# faults of a rejected edition that its message lists
MAX_LISTED_FAULTS = 20


class CatalogueRefused(ValueError):
    """The catalogue has faults; nothing was published."""

    def __init__(self, report: Report):
        self.report = report
        super().__init__("\n".join(str(fault) for fault in report.faults))

    def __reduce__(self) -> tuple[type, tuple[Report]]:
        # from the process that checks
        return CatalogueRefused, (self.report,)


class PublishFailed(RuntimeError):
    """Nothing was published, for a reason other than faults in the catalogue's files."""


class TextsLost(PublishFailed):
    """Articles would lose a full text that they have in the current edition."""


class PublishStopped(PublishFailed):
    """Interrupted; finished stages are kept and the next publish resumes from them."""


class NeedsWholeBuild(Exception):
    """The previous edition cannot be built upon; the message says why."""


class EditionRejected(PublishFailed):
    """The edition failed its check; each fault names an ident or an address."""

    def __init__(self, faults: Sequence[str]):
        self.faults = faults
        lines = [
            message("新版本没有通过检查，未发布，有 %(faults)s 处错误：", faults=len(faults)),
            *faults[:MAX_LISTED_FAULTS],
        ]
        if len(faults) > MAX_LISTED_FAULTS:
            lines.append(message("……另有 %(more)s 处", more=len(faults) - MAX_LISTED_FAULTS))
        super().__init__("\n".join(lines))
