"""Files of old and new Excels: what they say is read, or the row is named, and nothing is spoilt."""

import pytest

from rules.files.office_encodings import decoded

NAMES = [
    *("Caffè Società", "Ferramenta Virtù", "Perché no", "Ottica Niccolò", "Forlì", "Così"),
    *("CITTÀ DEL CAFFÈ", "PERCHÉ NO", "VIRTÙ", "NICCOLÒ", "COSÌ", "Elettricità Però S.r.l."),
    *("Müller & C.", "Jürgen Groß", "García Pérez", "Hôtel Crème", "Peña", "Sörensen", "È aperto"),
    *("Bar n° 5", "1ª classe", "Già", "Vino 5 €", "Bar “Roma” – Verona", "Via Po…"),
    *("L’Aquila dell’arte", "O’Brien", "Trattoria dell’Università", "l’Osteria d’Oro"),
]
# what an Italian office writes every day, and is read for certain
EVERY_DAY = NAMES[:12]
ENCODINGS = ("cp1252", "cp850", "mac_roman", "utf-8", "utf-8-sig", "utf-16")


def can_write(name: str, encoding: str) -> bool:
    try:
        name.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_name_is_spoilt_in_silence(encoding):
    for name in NAMES:
        text = f"code;name\r\nL1;{name}\r\n"
        if can_write(name, encoding):
            read = decoded(text.encode(encoding))
            assert read.text == text or [row.number for row in read.doubtful] == [2], name


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", EVERY_DAY)
def test_names_of_every_day_are_read_in_each_encoding(encoding, name):
    text = f"code;name\r\nL1;{name}\r\n"
    read = decoded(text.encode(encoding))
    assert (read.text, read.doubtful) == (text, ())


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman"])
def test_a_whole_file_tells_what_one_name_does_not(encoding):
    names = [name for name in NAMES if can_write(name, encoding)]
    text = "code;name\r\n" + "".join(f"L{at};{name}\r\n" for at, name in enumerate(names))
    read = decoded(text.encode(encoding))
    assert read.text == text
    assert len(read.doubtful) <= 2


def test_a_row_in_another_encoding_is_named():
    dos, windows, mac = (
        "".join(f"{at};Caffè Società\r\n" for at in range(3)).encode(one)
        for one in ("cp850", "cp1252", "mac_roman")
    )
    said = [(row.number, row.found) for row in decoded(windows * 3 + dos[:17] + windows).doubtful]
    assert said == [(10, "a row in MS-DOS (850) among others in Windows-1252")]
    said = [(row.number, row.found) for row in decoded(dos * 3 + mac[:17]).doubtful]
    assert said == [(10, "a row in Macintosh among others in MS-DOS (850)")]
    utf = "9;Caffè\r\n".encode()
    assert [row.number for row in decoded(windows + utf).doubtful] == [4]
