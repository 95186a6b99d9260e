// React Aria writes a style into the head, once and under this name, which the shop's content security policy refuses. An element of that
// name tells it that the style is there: it stands in desk.css. Whoever uses its parts imports this first.
const NAME = 'react-aria-pressable-style';

if (typeof document !== 'undefined' && !document.getElementById(NAME)) {
  const mark = document.createElement('meta');
  mark.id = NAME;
  document.head.append(mark);
}
