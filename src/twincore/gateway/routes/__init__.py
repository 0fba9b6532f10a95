"""The routes: one module per room, each a desk of operations. A handler reads its body, calls one verb and says what came of it."""
