import errno
import os
import sys
from pathlib import Path

import pytest

from vipdesk.errors import KNOWN_REASONS
from vipdesk.reports.errors import ReportNotWrittenError
from vipdesk.texts import translator


@pytest.mark.skipif(sys.platform != "linux", reason="other systems word some of them differently")
@pytest.mark.parametrize(
    "code",
    [
        errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT,
        errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.EFBIG, errno.EIO,
        errno.EBUSY, errno.EMFILE, errno.EINVAL,
    ],
)  # fmt: skip
def test_what_the_system_says_is_told_in_the_readers_language(code: int) -> None:
    said = os.strerror(code)
    error = ReportNotWrittenError(Path("a.pdf"), OSError(code, said))
    assert said in KNOWN_REASONS
    assert said in error.sentence(translator("en"))
    assert said not in error.sentence(translator("zh"))


def test_what_no_one_knows_is_told_as_it_is() -> None:
    error = ReportNotWrittenError(Path("a.pdf"), OSError("{odd} reason"))
    assert "{odd} reason" in error.sentence(translator("zh"))
