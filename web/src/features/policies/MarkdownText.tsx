// A text in Markdown as elements: no word of it can become markup.
import { Link } from 'react-router';
import { blocks, type Block, type Inline } from './markdown';
import './policies.css';

export function MarkdownText({ text }: { text: string }) {
  return blocks(text).map((block, index) => <Shown key={index} block={block} />);
}

function Shown({ block }: { block: Block }) {
  if (block.kind === 'list') {
    const items = block.items.map((item, index) => (
      <li key={index}>
        <Words inlines={item} />
      </li>
    ));
    return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
  }
  const words = <Words inlines={block.inlines} />;
  if (block.kind === 'paragraph') return <p>{words}</p>;
  return block.level === 1 ? <h1>{words}</h1> : block.level === 2 ? <h2>{words}</h2> : <h3>{words}</h3>;
}

function Words({ inlines }: { inlines: Inline[] }) {
  return inlines.map((one, index) =>
    typeof one === 'string' ? (
      one
    ) : one.kind === 'link' ? (
      one.to.startsWith('/') ? (
        <Link key={index} to={one.to}>
          {one.text}
        </Link>
      ) : (
        <a key={index} href={one.to} rel="noopener">
          {one.text}
        </a>
      )
    ) : one.kind === 'strong' ? (
      <strong key={index}>{one.text}</strong>
    ) : (
      <em key={index}>{one.text}</em>
    ),
  );
}
