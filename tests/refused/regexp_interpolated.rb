# expect: 3:11 regular expressions are not supported yet
word = "b"
pattern = /#{word}+/i
p pattern
