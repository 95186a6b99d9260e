// Finds the texts of a page that no catalogue has: words between elements, in attributes that people read or hear, and sentences in code.
// Only tests use it.
import ts from 'typescript';

/** Attributes whose words are for programs. */
const technical = new Set(
  'className dir id type name to href key role autoComplete autoCapitalize inputMode value src sizes style span d fill stroke strokeWidth strokeLinecap strokeLinejoin viewBox focusable transform htmlFor path testId rel target method shape tone heading enterKeyHint kind from permission allow lang form fetchPriority srcSet hash size decoding loading step min max width height preserveAspectRatio shapeRendering'.split(' '),
);

/** Of aria's those that hold words; all others hold states and ids. */
const spoken = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'aria-placeholder']);

/** Names that are the same in every language, those of languages among them. */
const names = new Set(['English', 'Deutsch', 'API', 'PDF', 'XML', 'Cartwright']);

/** Calls whose arguments are for programs. */
const programs =
  /(?:^|\.)(?:split|querySelector|querySelectorAll|closest|includes|getElementById|addEventListener|removeEventListener|setAttribute|setRequestHeader|get|has|set|append|replace|replaceAll|startsWith|endsWith|test|exec|match|encodeURIComponent|createElement|setItem|getItem|admin|analytics|shop|behind|import)$/;

/** What Lingui makes messages of. */
const macros = new Set(['Trans', 'Plural', 'Select', 'SelectOrdinal']);

const macroCalls = /^(?:t|msg|plural|select|selectOrdinal|defineMessage)$/;

const letter = /\p{L}/u;

/** Codes of currencies and the like, addresses, and what browsers fill fields by. */
const code = /^(?:[A-Z0-9]{2,}|[\w.{}-]*\/[\w./{}?=&-]*|(?:shipping|billing) [a-z0-9-]+)$/;

/** Several words, a word that begins like a sentence, or one that ends like one; codes in capitals are none. */
function isWording(text: string): boolean {
  if (!letter.test(text) || /^[A-Z0-9 _-]+$/.test(text)) return false;
  return /\p{L}[,:;.’']? \p{L}/u.test(text) || /^\P{L}*\p{Lu}\p{Ll}/u.test(text) || (/[…!?]$/.test(text.trim()) && /\p{L}{2}/u.test(text));
}

/** Each as "line: text", in the order in which they stand. */
export function textsOutside(file: string, source: string): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, file.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    found.push(`${line + 1}: ${text.trim().replace(/\s+/g, ' ')}`);
  };

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isTaggedTemplateExpression(node) && macroCalls.test(node.tag.getText(tree))) {
      // Its values are code of their own.
      if (ts.isTemplateExpression(node.template)) node.template.templateSpans.forEach((span) => visit(span.expression));
      return;
    }
    if (ts.isCallExpression(node) && macroCalls.test(node.expression.getText(tree))) return;
    if (ts.isJsxElement(node) && macros.has(node.openingElement.tagName.getText(tree))) return node.children.forEach(visitInMessage);
    if (ts.isJsxSelfClosingElement(node) && macros.has(node.tagName.getText(tree))) return;
    if (ts.isJsxText(node)) {
      if (letter.test(node.text) && !names.has(node.text.trim())) note(node, node.text);
      return;
    }
    if (ts.isStringLiteralLike(node)) {
      if (isText(node, node.text)) note(node, node.text);
      return;
    }
    if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('{}');
      if (isText(node, text)) note(node, text);
    }
    node.forEachChild(visit);
  };

  /** Words between the elements of a message belong to it; what its elements do and hold in attributes does not. */
  const visitInMessage = (node: ts.Node): void => {
    if (ts.isJsxText(node)) return;
    if (ts.isJsxElement(node)) {
      visit(node.openingElement);
      node.children.forEach(visitInMessage);
    } else if (!(ts.isJsxExpression(node) && node.expression && ts.isStringLiteral(node.expression))) visit(node);
  };

  const isText = (node: ts.Node, text: string): boolean => {
    if (names.has(text) || code.test(text) || !letter.test(text)) return false;
    for (let at: ts.Node = node, above = node.parent; above; at = above, above = above.parent) {
      if (ts.isJsxAttribute(above)) {
        const name = above.name.getText(tree);
        if (name.startsWith('aria-')) return spoken.has(name);
        return !technical.has(name) && !name.startsWith('data-');
      }
      // What stands between elements is read, however short it is.
      if (ts.isJsxExpression(above)) return !ts.isJsxAttribute(above.parent) ? true : !isTechnical(above.parent);
      if (ts.isConditionalExpression(above) && above.condition !== at) continue;
      if (ts.isParenthesizedExpression(above)) continue;
      if (ts.isBinaryExpression(above)) {
        if (!/^(?:&&|\|\||\?\?|\+)$/.test(above.operatorToken.getText(tree))) return false;
        continue;
      }
      if (ts.isCaseClause(above) && above.expression === at) return false;
      if (ts.isPropertyAssignment(above)) return above.name !== at && !technical.has(above.name.getText(tree)) && isWording(text);
      if (ts.isElementAccessExpression(above) || ts.isLiteralTypeNode(above)) return false;
      if (ts.isNewExpression(above)) return false;
      if (ts.isCallExpression(above)) return !programs.test(above.expression.getText(tree)) && isWording(text);
      return isWording(text);
    }
    return isWording(text);
  };

  const isTechnical = (attribute: ts.JsxAttribute): boolean => {
    const name = attribute.name.getText(tree);
    return name.startsWith('aria-') ? !spoken.has(name) : technical.has(name) || name.startsWith('data-');
  };

  visit(tree);
  return found;
}
