import sys, tests.bench.map as m
from tests.registers import public, abroad
m.SHAPES = [*public.shapes(), *abroad.shapes()]
sys.exit(m.run(sys.argv[1:]))
