import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDate } from '@/lib/time';
import classes from './admin.module.css';
import type { Transport } from './queries';

/** Whether others on the network can read along, and what a new station compares before it trusts the server. */
export function Connection({ transport }: { transport: Transport }) {
  const { t } = useTranslation();
  if (transport.tls === 'off') {
    return <p className={classes.unguarded}>{t('Not encrypted: others on the network could read along. Whoever runs the server starts it with --tls auto to change that.')}</p>;
  }
  return (
    <dl className={classes.facts}>
      <div>
        <dt>{t('Encrypted with')}</dt>
        <dd>{transport.tls === 'auto' ? t('a certificate of the hospital’s own authority') : t('a certificate that was brought from outside')}</dd>
      </div>
      {transport.fingerprint !== '' && (
        <div>
          <dt>{t('Fingerprint of the authority (SHA-256)')}</dt>
          <dd className={classes.fingerprint}>{transport.fingerprint}</dd>
          <dd className="soft">
            {t('A new station compares it before it trusts the server.')}{' '}
            <Anchor href="/trust" target="_blank" inherit>
              {t('How a station trusts it')}
            </Anchor>
          </dd>
        </div>
      )}
      {transport.authority_ends_at !== null && (
        <div>
          <dt>{t('Stations trust it until')}</dt>
          <dd>{formatDate(transport.authority_ends_at)}</dd>
        </div>
      )}
      {transport.certificate_ends_at !== null && (
        <div>
          <dt>{t('Certificate of the server')}</dt>
          <dd>
            {transport.tls === 'auto'
              ? t('until {{date}}; it is renewed by itself', { date: formatDate(transport.certificate_ends_at) })
              : t('until {{date}}; replace its files before', { date: formatDate(transport.certificate_ends_at) })}
          </dd>
        </div>
      )}
    </dl>
  );
}
