"""Documents -> the published files, as a stream: only what changed is done again.

    records ─ shards ─ runs ─ chunks ─ exchange ─ publishing
    one a     rows of  rows   a range  what chunks the dumps, put
    document  a text   by     of the   tell each   together from
                       range  dataset  other       chunks

A row says what one document adds to one subject, so a document can be taken out of a chunk and
put in again. Chunks are cut where the content says so, never where a build happened to be, and
everything that leaves is a function of what enters: an incremental build gives the bytes of a
full one, whatever the number of workers.
"""
