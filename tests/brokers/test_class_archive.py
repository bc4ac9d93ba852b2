from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from streams.brokers.class_archive import use_archive
from streams.errors import BrokerError


class Kafka:
    """Stands for the Kafka that makes an archive: it writes `text` to the file of the option, and then fails if it shall."""

    def __init__(self, text: str = "classes", *, fails: bool = False) -> None:
        self.text, self.fails = text, fails
        self.runs: list[str] = []

    def __call__(self, option: str) -> None:
        self.runs.append(option)
        if self.text:
            target = Path(option.removeprefix("-XX:ArchiveClassesAtExit="))
            assert not target.exists()
            target.write_text(self.text)
        if self.fails:
            raise BrokerError("Kafka ended")


@pytest.fixture
def jars(tmp_path: Path) -> Path:
    folder = tmp_path / "jars"
    folder.mkdir()
    (folder / ".complete").touch()
    return folder


@pytest.fixture
def java(tmp_path: Path) -> str:
    return a_java(tmp_path / "java", '"17.0.15"')


def a_java(home: Path, version: str) -> str:
    (home / "bin").mkdir(parents=True)
    (home / "release").write_text(f"JAVA_VERSION={version}")
    (home / "bin" / "java").touch()
    return str(home / "bin" / "java")


def archive_of(options: tuple[str, ...]) -> Path:
    (option,) = options
    return Path(option.removeprefix("-XX:SharedArchiveFile="))


def test_it_is_made_once_and_then_used(jars: Path, java: str) -> None:
    kafka = Kafka()
    first = use_archive(jars, java, kafka)
    assert use_archive(jars, java, kafka) == first
    assert archive_of(first).read_text() == "classes"
    assert len(kafka.runs) == 1


def test_a_java_behind_a_link_is_the_same(jars: Path, java: str, tmp_path: Path) -> None:
    kafka = Kafka()
    link = tmp_path / "link"
    link.symlink_to(java)
    assert use_archive(jars, str(link), kafka) == use_archive(jars, java, kafka)
    assert len(kafka.runs) == 1


def test_another_java_has_its_own(jars: Path, java: str, tmp_path: Path) -> None:
    kafka = Kafka()
    other = a_java(tmp_path / "other", '"21.0.2"')
    assert archive_of(use_archive(jars, java, kafka)) != archive_of(use_archive(jars, other, kafka))
    assert len(kafka.runs) == 2


@pytest.mark.parametrize("text", ["half of the clas", ""])
def test_what_was_not_made_to_its_end_is_not_used_and_not_tried_again(
    jars: Path, java: str, text: str
) -> None:
    kafka = Kafka(text, fails=True)
    assert use_archive(jars, java, kafka) == ()
    assert use_archive(jars, java, kafka) == ()
    assert len(kafka.runs) == 1


def test_a_java_that_makes_none_is_no_failure(jars: Path, java: str) -> None:
    assert use_archive(jars, java, Kafka("")) == ()


def test_what_somebody_left_who_was_killed_is_made_anew(jars: Path, java: str) -> None:
    class Killed(Exception):
        pass

    def killed(option: str) -> None:
        Path(option.partition("=")[2]).write_text("half of the clas")
        raise Killed

    with pytest.raises(Killed):
        use_archive(jars, java, killed)
    assert archive_of(use_archive(jars, java, Kafka())).read_text() == "classes"


def test_who_comes_while_it_is_made_waits_for_it(jars: Path, java: str) -> None:
    answers: list[tuple[str, ...]] = []
    late = Kafka()
    second = Thread(target=lambda: answers.append(use_archive(jars, java, late)))
    kafka = Kafka()

    def slow(option: str) -> None:
        second.start()
        second.join(0.1)
        assert not answers
        kafka(option)

    answers.append(use_archive(jars, java, slow))
    second.join()
    assert answers == [answers[0]] * 2
    assert archive_of(answers[0]).read_text() == "classes"
    assert not late.runs


def test_jars_that_maven_did_not_bring_have_none(jars: Path, java: str) -> None:
    (jars / ".complete").unlink()
    assert use_archive(jars, java, Kafka()) == ()
    assert use_archive(jars / "none", java, Kafka()) == ()


def test_a_java_that_does_not_say_which_it_is_has_none(jars: Path, java: str) -> None:
    (Path(java).parent.parent / "release").unlink()
    assert use_archive(jars, java, Kafka()) == ()


def test_a_folder_that_cannot_be_written_is_no_failure(jars: Path, java: str) -> None:
    (jars / ".classes").mkdir()  # stands for the folder of another user: root may write everywhere
    assert use_archive(jars, java, Kafka()) == ()
