"""Samba's plain LZ77: a line 'compress HEX' or 'expand SIZE HEX' each gives a line of hex; without a library, 'none'."""
import ctypes
import glob
import sys

library = None
for path in sorted(glob.glob('/usr/lib/*/samba/*.so*')):
    if 'ndr-samba' in path or 'compression' in path:
        candidate = ctypes.CDLL(path)
        if hasattr(candidate, 'lzxpress_compress'):
            library = candidate
            break
for line in sys.stdin:
    words = line.split()
    if library is None:
        print('none')
        continue
    given = bytes.fromhex(words[-1])
    room = 2 * len(given) + 64 if words[0] == 'compress' else int(words[1])
    out = ctypes.create_string_buffer(room)
    call = getattr(library, 'lzxpress_compress' if words[0] == 'compress' else 'lzxpress_decompress')
    call.restype = ctypes.c_ssize_t
    size = call(given, ctypes.c_uint32(len(given)), out, ctypes.c_uint32(room))
    print(out.raw[:size].hex() if size >= 0 else 'refused')
