"""Every public name of the core says what it is for."""

import ast

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _undocumented(module):
    if ast.get_docstring(module.tree) is None:
        yield f"{module.path}: the module itself"
    for node in module.tree.body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_"):
            if ast.get_docstring(node) is None:
                yield f"{module.path}:{node.lineno} {node.name}"
            if isinstance(node, ast.ClassDef):
                yield from _undocumented_methods(module, node)


def _undocumented_methods(module, owner):
    for node in owner.body:
        public = isinstance(node, FUNCTIONS) and not node.name.startswith("_")
        if public and ast.get_docstring(node) is None and not _inherits(owner):
            yield f"{module.path}:{node.lineno} {owner.name}.{node.name}"


def _inherits(owner):
    """A method that fulfils a documented contract of its base needs no second description."""
    return any(ast.unparse(base).split("[")[0] not in {"object", "Generic", "Protocol", "ABC"} for base in owner.bases)


def test_public_names_of_the_core_are_documented(cdss_modules):
    assert [line for m in cdss_modules for line in _undocumented(m)] == []


def test_modules_and_classes_of_the_window_are_documented(ui_modules):
    wrong = [str(m.path) for m in ui_modules if ast.get_docstring(m.tree) is None]
    wrong += [
        f"{m.path}:{n.lineno} {n.name}"
        for m in ui_modules
        for n in m.tree.body
        if isinstance(n, ast.ClassDef) and not n.name.startswith("_") and ast.get_docstring(n) is None
    ]
    assert wrong == []
