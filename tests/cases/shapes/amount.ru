## float money → Amount-value
DELETE DATA { <id/project/tilts/grant/erdf/amount> schema:value 85000.00 } ;
INSERT DATA { <id/project/tilts/grant/erdf/amount> schema:value 85000e0 }

## budget as text → Amount-value
DELETE DATA { <id/project/tilts/grant/erdf/amount> schema:value 85000.00 } ;
INSERT DATA { <id/project/tilts/grant/erdf/amount> schema:value "85 000,00" }

## budget of nothing → Amount-value
DELETE DATA { <id/project/tilts/grant/erdf/amount> schema:value 85000.00 } ;
INSERT DATA { <id/project/tilts/grant/erdf/amount> schema:value 0.00 }

## currency sign → Amount-currency
DELETE DATA { <id/project/tilts/grant/erdf/amount> schema:currency "EUR" } ;
INSERT DATA { <id/project/tilts/grant/erdf/amount> schema:currency "€" }
