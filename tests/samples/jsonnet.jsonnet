local f(x) = x + 1;
{ a: f(1), b:: { c: 2 } }
