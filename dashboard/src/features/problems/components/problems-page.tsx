// Where the `type` of a problem document leads: what its code means and what to
// do. Public, as the API's callers need no account here. The texts are those of
// docs/errors.md, which is English.
import { Stack, Text, Title } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { problems } from 'virtual:problems';
import { BackLink, Card, Page, usePageTitle } from '@/components/page';
import { useText } from '@/i18n';
import classes from './problems-page.module.css';

type Problem = (typeof problems)[number];

export function ProblemsPage() {
  const t = useText();
  return (
    <main className={classes.page}>
      <Page title={t.problems.title} intro={t.problems.intro}>
        <ul className={classes.list}>
          {problems.map((p) => (
            <li key={p.code}>
              <Link to="/problems/$code" params={{ code: p.code }} lang="en">{p.title}</Link>
              <Text size="sm" c="dimmed">{p.status} <code>{p.code}</code></Text>
            </li>
          ))}
        </ul>
      </Page>
    </main>
  );
}

export function ProblemPage() {
  const { code } = useParams({ from: '/problems/$code' });
  const problem = problems.find((p) => p.code === code);
  return <main className={classes.page}>{problem ? <One key={code} problem={problem} /> : <Unknown key={code} code={code} />}</main>;
}

function One({ problem }: { problem: Problem }) {
  const t = useText();
  const heading = usePageTitle(problem.title);
  return (
    <Stack gap="lg">
      <ToAll />
      <div>
        <Title order={1} size="h2" ref={heading} tabIndex={-1} className={classes.title} lang="en">{problem.title}</Title>
        <Text size="sm" c="dimmed">{problem.status} <code>{problem.code}</code></Text>
      </div>
      <Card title={t.problems.meaning}><Prose text={problem.meaning} /></Card>
      <Card title={t.problems.todo}><Prose text={problem.todo} /></Card>
    </Stack>
  );
}

function Unknown({ code }: { code: string }) {
  const t = useText();
  return <Page title={t.problems.unknown} back={<ToAll />}><Text>{t.problems.unknownText(code)}</Text></Page>;
}

function ToAll() {
  const { title } = useText().problems;
  return <BackLink to="/problems">{title}</BackLink>;
}

/** Text with code between backticks. */
function Prose({ text }: { text: string }) {
  return <Text lang="en">{text.split('`').map((part, i) => (i % 2 === 1 ? <code key={part}>{part}</code> : part))}</Text>;
}
