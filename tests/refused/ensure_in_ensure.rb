# expect: 3:163 `ensure` within 8 others is not supported yet
def m
begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; begin; 1; ensure; 1; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end; end
end
m