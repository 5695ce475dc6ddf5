#!/bin/sh
# espeak-ng with the libraries and the data of this layer, wherever the layer lies.
own=${0%/bin/*}/lib/espeak-ng
ESPEAK_DATA_PATH=$own LD_LIBRARY_PATH=$own${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} \
  exec "$own/espeak-ng" "$@"
