## grant without a funder → Grant-funder
DELETE WHERE { <id/project/tilts/grant/erdf> schema:funder ?funder }

## grant of two amounts → Grant-amount
INSERT DATA { <id/project/tilts/grant/erdf> schema:amount <id/project/tilts/total-budget> }

## grant's name without a language → Grant-name
INSERT DATA { <id/project/tilts/grant/erdf> schema:name "Līdzfinansējums" }

## grant of two projects → Grant-one-project
INSERT DATA { <id/project/upe> schema:funding <id/project/tilts/grant/erdf> }
