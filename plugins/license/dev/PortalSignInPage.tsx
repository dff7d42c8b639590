import {
  Content,
  InfoCard,
  Page,
  ProxiedSignInPage,
} from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import Button from '@material-ui/core/Button';
import Grid from '@material-ui/core/Grid';
import Typography from '@material-ui/core/Typography';
import { useState } from 'react';

/** Those who can sign in, by the id of the auth provider that lets them in without a password. */
const PEOPLE = [
  {
    provider: 'guest',
    name: 'Administrator',
    may: 'May do everything: upload, delete, refresh, scan and validate.',
    button: 'Enter',
  },
  {
    provider: 'viewer',
    name: 'Viewer',
    may: 'May look at everything, and change nothing.',
    button: 'Sign In',
  },
];

/** Keeps somebody signed in when the page is reloaded; a new tab asks again. */
const STORAGE_KEY = 'license-portal-signed-in';

/** Makes the sign-in page ask again. */
export function forgetSignIn() {
  sessionStorage.removeItem(STORAGE_KEY);
}

/** Lets one choose between the people of the development portal. */
export function PortalSignInPage({ onSignInSuccess }: SignInPageProps) {
  const title = useApi(configApiRef).getOptionalString('app.title');
  const [provider, setProvider] = useState(
    () => sessionStorage.getItem(STORAGE_KEY) ?? undefined,
  );

  if (provider) {
    return (
      <ProxiedSignInPage
        provider={provider}
        onSignInSuccess={identity => {
          sessionStorage.setItem(STORAGE_KEY, provider);
          onSignInSuccess(identity);
        }}
      />
    );
  }

  return (
    <Page themeId="home">
      <Content>
        <Typography variant="h3" component="h1" gutterBottom>
          {title}
        </Typography>
        <Typography gutterBottom>Choose who you are.</Typography>
        <Grid container>
          {PEOPLE.map(person => (
            <Grid item xs={12} sm={6} md={4} key={person.provider}>
              <InfoCard
                title={person.name}
                titleTypographyProps={{ component: 'h2' }}
                actions={
                  <Button
                    color="primary"
                    variant="outlined"
                    onClick={() => setProvider(person.provider)}
                  >
                    {person.button}
                  </Button>
                }
              >
                <Typography>{person.may}</Typography>
              </InfoCard>
            </Grid>
          ))}
        </Grid>
      </Content>
    </Page>
  );
}
