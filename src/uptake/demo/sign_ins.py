"""The worked example's sign-ins: passwords made on the spot, kept beside the database only."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "demo_signins.json"
PLAIN = """
acorn amber anchor apple april arrow aspen autumn badge baker bamboo barley basil beacon
berry birch blanket blossom bonfire bottle branch bread breeze bridge bronze brook bucket
butter button cabin candle canoe canvas carpet castle cedar cello chalk cherry chimney
cinder clover coast cobalt comet copper coral cotton cousin cradle crayon cricket crystal
daisy dawn desert dinner dolphin dove drum eagle early earth ember engine evening falcon
feather fern field finch flame flint flower forest fossil fountain fox frost garden garlic
ginger glacier globe grain granite grape gravel green hammer harbour hazel heather hedge
helmet heron hill holly honey hornet icicle indigo island ivory ivy jacket jasmine jigsaw
juniper kettle kitten ladder lantern lark laurel lavender leaf lemon lentil lilac linen
lobster locket lupin magnet mango maple marble meadow melon mint mirror mitten moss mustard
napkin nettle nutmeg oak oat ocean olive onion orange orchard otter owl oyster paddle paper
parsley pebble pencil pepper piano pigeon pillow pine plum pocket pond poplar poppy potato
puddle purple quarry quartz quilt rabbit radish rain raven reed ribbon river robin rocket
rose rowan saddle saffron sail salmon sandal satin scarf shell silver slate sparrow spoon
spring squirrel star stone straw summer sunday swan table teapot thistle thunder timber
tomato tulip turnip valley velvet violet walnut water whistle willow window winter wool wren
yarrow yellow zebra
"""
WORDS = tuple(PLAIN.split())
LENGTH = 4


@dataclass(frozen=True)
class SignIn:
    """One way in, as the start page shows it."""

    role: str
    name: str
    email: str
    password: str


def new_password() -> str:
    """Four plain words, such as nobody has used before."""
    return " ".join(secrets.choice(WORDS) for _ in range(LENGTH))


def keep(home: Path, people: Iterable[SignIn]) -> None:
    """Write the sign-ins beside the database, for nobody else on this machine to read."""
    part = home / f".{FILE}.part"
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump([asdict(one) for one in people], out, ensure_ascii=False, indent=1)
    part.replace(home / FILE)


def kept(home: Path) -> list[SignIn]:
    """The sign-ins that were written, or none."""
    path = home / FILE
    if not path.is_file():
        return []
    return [SignIn(**row) for row in json.loads(path.read_text("utf-8"))]
