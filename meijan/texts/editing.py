"""The book of texts as the console has it: judged and shown as `meijan texts` does, and put into use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from meijan.texts.book import Entry, book
from meijan.texts.longest import longest
from meijan.texts.overrides import Own, applied, judge
from meijan.texts.screens import ids, screens, shown, size
from service.text_book import BookText, Screen, Shown, Strings, Verdict
from service.wording import Wording


class Editing:
    """Implements service.text_book.TextBook over a wording. `of_city`: the words of the city's file, by id."""

    def __init__(self, wording: Wording, of_city: Own) -> None:
        self.wording, self.of_city = wording, of_city

    def listed(self) -> Sequence[BookText]:
        return [_text(entry) for entry in book().values()]

    def text(self, code: str) -> BookText | None:
        entry = book().get(code)
        return _text(entry) if entry is not None else None

    def of_file(self, code: str, language: str) -> Strings | None:
        return self.of_city.get(language, {}).get(book()[code].id)

    def judge(self, code: str, language: str, strings: Strings) -> Sequence[Verdict]:
        said = (Verdict(remark.text, remark.refused) for remark in judge(book()[code], language, strings))
        return list(dict.fromkeys(said))  # a word may be wrong in several places, and is said once

    def look(self, code: str, language: str, strings: Strings) -> Shown:
        """Raises KeyError or ValueError for what the judge refuses."""
        entry = book()[code]
        long = [longest(string, language) for string in strings]
        words = Wording(applied({language: {entry.id: strings}}))
        found = (
            Screen(name, shown(say, language, words), 0)
            for name, say in screens(language, words)
            if entry.id in ids(say)
        )
        whole = [screen._replace(parts=size(screen.text).parts) for screen in found]
        was = [size(longest(string, language)).parts for string in entry.strings[language]]
        return Shown(
            long, entry.narrow, max(size(text).parts for text in long), max(was), whole if entry.narrow else []
        )

    def use(self, own: Mapping[tuple[str, str], Strings]) -> Sequence[tuple[str, str]]:
        together = {language: dict(strings) for language, strings in self.of_city.items()}
        refused: list[tuple[str, str]] = []
        for (code, language), strings in own.items():
            entry = book().get(code)
            if entry is None or any(remark.refused for remark in judge(entry, language, strings)):
                refused.append((code, language))
            else:
                together.setdefault(language, {})[entry.id] = strings
        self.wording.use(applied(together))
        return refused


def _text(entry: Entry) -> BookText:
    return BookText(entry.code, entry.strings, sorted(entry.fields))
