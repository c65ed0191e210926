"""The hash chain of the trail: each entry's hash covers its content and the hash before it.

A change to one entry, or to the order of entries, then shows at the next. What a chain by itself
cannot show is that its end was cut off or that everything from some entry on was written anew; an
exported *head* (the number and hash of the last entry, kept elsewhere) shows both.

After Haber and Stornetta 1991 (linked time stamps); SHA-256 is FIPS 180-4, HMAC is RFC 2104.
"""

from uptake.methods.chain.check import FIRST, Entry, Fault, Head, Kind, verify
from uptake.methods.chain.hashes import GENESIS, NotCanonical, canonical, digest, link

__all__ = [
    "FIRST",
    "GENESIS",
    "Entry",
    "Fault",
    "Head",
    "Kind",
    "NotCanonical",
    "canonical",
    "digest",
    "link",
    "verify",
]
