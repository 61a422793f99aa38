"""Keyed random numbers: a draw belongs to (seed, stream, person, episode, n), never to a position in a sequence.

Philox 4x32-10 (Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011) turns the key into
four 32-bit words. Whoever asks for the same key gets the same words: in another order, in another engine, in another process,
under another policy. So an event that happens under one policy only leaves every other draw untouched.

The functions marked `compiled` are called from the journey's compiled code; `uniforms` is the same thing for NumPy arrays.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np
import numpy.typing as npt

from sim.foundation.compiled import compiled, inlined

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint32(0x9E3779B9), np.uint32(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_32 = np.uint64(32)

Words = tuple[np.uint32, np.uint32, np.uint32, np.uint32]


@inlined
def philox(c0, c1, c2, c3, k0, k1):  # type: ignore[no-untyped-def]
    """Philox 4x32-10: a counter of four uint32 and a key of two give four uint32."""
    c0, c1, c2, c3 = np.uint32(c0), np.uint32(c1), np.uint32(c2), np.uint32(c3)
    k0, k1 = np.uint32(k0), np.uint32(k1)
    for _ in range(10):
        p0 = _M0 * np.uint64(c0)
        p1 = _M1 * np.uint64(c2)
        c0 = np.uint32(p1 >> _32) ^ c1 ^ k0
        c1 = np.uint32(p1 & _LOW)
        c2 = np.uint32(p0 >> _32) ^ c3 ^ k1
        c3 = np.uint32(p0 & _LOW)
        k0 = np.uint32(k0 + _W0)
        k1 = np.uint32(k1 + _W1)
    return c0, c1, c2, c3


@inlined
def words(seed, stream, person, episode, n):  # type: ignore[no-untyped-def]
    """The four 32-bit words of one key. `seed` is a uint64; `stream` says what the draw is for."""
    s = np.uint64(seed)
    return philox(person, episode, stream, n, s & _LOW, s >> _32)


@inlined
def unit(high, low):  # type: ignore[no-untyped-def]
    """Two words to a float64 in (0, 1): 52 bits and a half, so that neither 0 nor 1 is ever reached by rounding."""
    return ((np.uint64(high) >> np.uint64(6)) * 67108864.0 + (np.uint64(low) >> np.uint64(6)) + 0.5) / 4503599627370496.0


@inlined
def unit32(word):  # type: ignore[no-untyped-def]
    """One word to a float64 in (0, 1): 32 bits, never 0 and never 1."""
    return (float(word) + 0.5) / 4294967296.0


@inlined
def normals(u, v):  # type: ignore[no-untyped-def]
    """Two independent standard normals from two uniforms (Box and Muller 1958)."""
    radius = math.sqrt(-2.0 * math.log(u))
    angle = 2.0 * math.pi * v
    return radius * math.cos(angle), radius * math.sin(angle)


@inlined
def normal(u, v):  # type: ignore[no-untyped-def]
    """The first of `normals`."""
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


def stream_code(name: str) -> int:
    """The 32-bit number of a named stream: its high bit is set, so it never meets one of the journey's own small numbers."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") | 0x80000000


@compiled
def _fill(seed, stream, person, episode, n, out):  # type: ignore[no-untyped-def]
    for i in range(out.shape[0]):
        w0, w1, _, _ = words(seed, stream, person[i], episode[i], n[i])
        out[i] = unit(w0, w1)


def uniforms(
    seed: int,
    stream: str | int,
    person: npt.ArrayLike,
    episode: npt.ArrayLike = 0,
    n: npt.ArrayLike = 0,
) -> npt.NDArray[np.float64]:
    """Uniform draws in (0, 1) for the broadcast keys (seed, stream, person, episode, n); each key component fits in 32 bits.

    The same key gives the same number in compiled code: `unit` of the first two `words`.
    """
    p, e, k = np.broadcast_arrays(np.asarray(person, np.int64), np.asarray(episode, np.int64), np.asarray(n, np.int64))
    for name, a in (("person", p), ("episode", e), ("n", k)):
        if a.size and (a.min() < 0 or a.max() > 0xFFFFFFFF):
            raise ValueError(f"{name} must fit in 32 bits")
    code = stream_code(stream) if isinstance(stream, str) else stream
    out = np.empty(p.size)
    _fill(np.uint64(seed), np.uint32(code), p.ravel(), e.ravel(), k.ravel(), out)
    return out.reshape(p.shape)
