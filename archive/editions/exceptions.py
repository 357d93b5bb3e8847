"""Why nothing was published."""

from collections.abc import Sequence

from archive.catalogue.check import Report

# faults of an edition that are told one by one
MOST_TOLD = 20


class CatalogueRefused(ValueError):
    """The catalogue has faults; nothing was published."""

    def __init__(self, report: Report):
        self.report = report
        super().__init__("\n".join(str(fault) for fault in report.faults))


class PublishFailed(RuntimeError):
    """Something other than a fault of the catalogue's files stood in the way; nothing was published."""


class TextsLost(PublishFailed):
    """Articles that have their texts in the edition that is served would have none."""


class PublishStopped(PublishFailed):
    """It may go on the next time from where it is: what is finished was kept."""


class EditionRejected(PublishFailed):
    """The edition that was built does not pass its check; each fault names an ident or an address."""

    def __init__(self, faults: Sequence[str]):
        self.faults = faults
        lines = [f"新的版本没有通过核对，未发布，有 {len(faults)} 处不对：", *faults[:MOST_TOLD]]
        if len(faults) > MOST_TOLD:
            lines.append(f"……另有 {len(faults) - MOST_TOLD} 处")
        super().__init__("\n".join(lines))
