#!/bin/sh
# Compiles the core: build.sh FOLDER writes FOLDER/online, FOLDER/batch and FOLDER/loader. Needs GnuCOBOL 3 (Debian: gnucobol3).
# -std=ibm: big-endian binary fields, fixed-form source. -fsign=EBCDIC: without it negative zoned fields silently read as positive.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$(mkdir -p "$1" && cd "$1" && pwd)
copybooks=${COPYBOOKS:-$here/../src/twincore/mainframe/copybooks}
cd "$here/src"
parts="TEXT.cob STORE.cob CHGLOG.cob REJECTS.cob HEART.cob TIEUP.cob CKPOINT.cob RECOVER.cob EXTRACTS.cob"
compile() {
    program=$1
    shift
    cobc -x -O2 -std=ibm -fsign=EBCDIC -Wall -I . -I "$copybooks" -o "$target/$program.part" "$@"
    mv "$target/$program.part" "$target/$program"
}
compile online ONLINE.cob QREADER.cob POSTER.cob $parts
compile batch BATCH.cob $parts
compile loader LOADER.cob $parts
