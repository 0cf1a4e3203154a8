"""What data portals and search engines read about the dataset, and how well it would score.

    settings -> what lod.toml says        counting, tally, survey -> what is in the dataset
    dcat, distributions, service, void, schemaorg -> descriptions as sorted N-Triples
    output -> the files                   score -> the European metadata quality points

The catalogue is complete inside its file: every code value carries its class, its scheme and its
label, so a validator that knows nothing else finds nothing (DCAT-AP 3.0.1).
"""
