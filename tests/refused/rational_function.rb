# expect: 2:3 `Rational` is not supported yet
p Rational(3, 4)
