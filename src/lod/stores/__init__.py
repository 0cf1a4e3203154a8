"""The published dataset as a store on disk, in versions that never change once they are there.

    dump ──────── loading ──┐                        ┌── versions ── readers, in any process
                            ├── following ── writing ┤
    what changed ─ editing ─┤   (with a build)       └── old versions go when nobody has them open
    validation ──── ahead ──┘

Where the validation of a stream loads a store of all triples, `ahead` begins with links to its
files and adds the named graphs while the validation goes on.
A version is made beside the others, moved to its place and only then named as the current one.
Readers keep the version that they opened for as long as they like.
"""
