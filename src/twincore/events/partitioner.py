"""Which partition a key belongs to: the same answer everywhere, or the order of an account's events is lost.

The hash is MurmurHash2 (32 bit, seed 0x9747b28c) as Apache Kafka's own clients use it; librdkafka calls this partitioner ``murmur2_random``.
"""

from functools import lru_cache

_MULTIPLIER = 0x5BD1E995
_SEED = 0x9747B28C
_WORD = 0xFFFF_FFFF


def murmur2(key: bytes) -> int:
    """The 32-bit hash of a key, unsigned."""
    length = len(key)
    hashed = _SEED ^ length
    whole = length & ~3
    for at in range(0, whole, 4):
        word = int.from_bytes(key[at : at + 4], "little") * _MULTIPLIER & _WORD
        hashed = hashed * _MULTIPLIER & _WORD ^ ((word ^ word >> 24) * _MULTIPLIER & _WORD)
    if whole != length:
        hashed = (hashed ^ int.from_bytes(key[whole:], "little")) * _MULTIPLIER & _WORD
    hashed = (hashed ^ hashed >> 13) * _MULTIPLIER & _WORD
    return hashed ^ hashed >> 15


@lru_cache(maxsize=1 << 16)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a key, from 0."""
    return (murmur2(key) & 0x7FFF_FFFF) % partitions
