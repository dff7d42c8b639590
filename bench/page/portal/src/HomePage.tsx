import { Content, Link } from '@backstage/core-components';

/** Where one lands after signing in: links to what is measured, and nothing of it. */
export function HomePage() {
  return (
    <Content>
      <h1>Home</h1>
      <p>
        <Link to="/license/overview">To the licenses</Link>
      </p>
      <p>
        <Link to="/notifications">To the notifications</Link>
      </p>
    </Content>
  );
}
