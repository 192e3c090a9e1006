package table

// UnitsOf lets tests see how answers that DynamoDB Local never gives are read.
var UnitsOf = unitsOf
