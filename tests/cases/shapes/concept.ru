## code without a label → Concept-prefLabel
DELETE WHERE { voc:speaker skos:prefLabel ?label }

## code in no list → Concept-inScheme
DELETE DATA { voc:speaker skos:inScheme voc:roles }
