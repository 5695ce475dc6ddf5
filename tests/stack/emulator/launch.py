"""Starts the emulator.

Checks what it would only miss later: without `cryptography` its tokens are stubs that never verify.
On Linux the kernel ends it with its parent, however that ends.
"""

import sys

import cryptography
import samtranslator

if sys.platform == "linux":
    import ctypes
    import os
    import signal

    parent = os.getppid()
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(1)

import distributed_map
from ministack.app import main

distributed_map.install()
main()
