"""`make lint-texts`: is the Finnish catalogue easy to read? Ends with 1 for errors and for warnings not listed."""

from __future__ import annotations

import sys

from locales.kept import finnish, judge, kept
from locales.morphology import Morphology, NoVoikko, Voikko


def main() -> int:
    """Print what is wrong; the exit code."""
    morphology: Morphology | None = None
    try:
        morphology = Voikko()
    except NoVoikko as error:
        print(f"Without morphology (no passive, cases, participles, infinitives): {error}", file=sys.stderr)
    verdict = judge(finnish(), kept(), morphology)
    for text, finding in verdict.findings:
        print(f"{'error' if finding.error else 'warning'} {finding.rule}: {finding.where}")
        print(f"    {finding.advice}")
        print(f"    {text!r}")
    for item in verdict.gone:
        print(f"locales/kept.toml lists what is gone: {item.rule}: {item.text!r}")
    return 1 if verdict.findings or verdict.gone else 0


if __name__ == "__main__":
    sys.exit(main())
