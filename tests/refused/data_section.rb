# expect: 2:6 DATA is not supported yet
puts DATA.read
__END__
text
