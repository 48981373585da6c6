# expect: 2:1 Ractor is not supported yet
Ractor.new { 1 }
