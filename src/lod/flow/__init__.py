"""Documents -> the published files, as a stream: only what changed is done again.

    records ─ shards ─ runs ─ chunks ─ exchange ─ publishing
    one a     rows of  rows   a range  what chunks the dumps, put
    document  a text   by     of the   tell each   together from
                       range  dataset  other       chunks

A row says what one document adds to one subject, so a document can be taken out of a chunk and
put in again. Chunks are cut where the content says so, never where a build happened to be, and
everything that leaves is a function of what enters: an incremental build gives the bytes of a
full one, whatever the number of workers.

Around the stages: `plan` and `planning` say what a build is, `crew` does its work, `ledger` keeps
what is known between builds, `copying` makes a dump's file of the chunks or of the last one,
`beside` is work in a thread meanwhile, `heap` gives back memory. On the finished chunks: `changes`
tells two states of the dataset apart, `validating` and `checking` bring the report of the shapes
up to date, `surveying` the statistics, `placing` finds the lines to blame, `finding` what is said
about one thing.
"""
