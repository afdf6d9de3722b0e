import { Button, FileButton, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/FormProblem';
import { Notice } from '@/components/Notice';
import { toast } from '@/components/toast';
import { hospitalQuery } from '@/lib/hospital';
import { useCan } from '@/lib/permissions';
import { useSubmit } from '@/lib/useSubmit';
import classes from './admin.module.css';
import { deleteLogo, type Hospital, putLogo } from './queries';

/** What the server takes at most; said before the way there and back. */
const mostBytes = 200_000;

/** The bytes of a file in base64. */
function base64Of(file: File): Promise<string> {
  return new Promise((read, failed) => {
    const reader = new FileReader();
    reader.onload = () => read(typeof reader.result === 'string' ? reader.result.slice(reader.result.indexOf(',') + 1) : '');
    reader.onerror = () => failed(reader.error ?? new Error(file.name));
    reader.readAsDataURL(file);
  });
}

/** The hospital's logo: the present one, one that was chosen and is looked at first, or none. */
export function Logo({ hospital }: { hospital: Hospital }) {
  const { t } = useTranslation();
  const can = useCan();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState<{ file: File; url: string } | null>(null);
  useEffect(() => () => {
    if (chosen !== null) URL.revokeObjectURL(chosen.url);
  }, [chosen]);
  const { submit, busy, problem, clearProblem } = useSubmit({
    send: async (file: File | null) => (file === null ? deleteLogo() : putLogo(await base64Of(file))),
    done: (saved, file) => {
      queryClient.setQueryData(hospitalQuery.queryKey, saved);
      setChosen(null);
      toast.done(file === null ? t('The logo is taken away') : t('The logo is changed'));
    },
  });
  const choose = (file: File | null): void => {
    clearProblem();
    setChosen(file === null ? null : { file, url: URL.createObjectURL(file) });
  };
  const tooLarge = chosen !== null && chosen.file.size > mostBytes;
  const shown = chosen?.url ?? (hospital.logo_sha256 === '' ? null : `/api/v1/hospital/logo?${hospital.logo_sha256}`);

  return (
    <>
      <div className={classes.logo}>{shown === null ? t('No logo') : <img src={shown} alt={chosen === null ? t('The hospital’s logo') : t('The chosen picture')} />}</div>
      <FormProblem problem={problem} />
      {tooLarge && <Notice alert tone="red" title={t('This picture is larger than 200 kB. Make it smaller, then choose it again.')} />}
      {can('hospital:write') && (
        <Group gap="xs" mt="xs">
          <FileButton accept="image/png,image/jpeg" onChange={choose}>
            {(props) => (
              <Button variant="default" {...props}>
                {shown === null ? t('Choose a picture') : t('Choose another')}
              </Button>
            )}
          </FileButton>
          {chosen !== null && (
            <>
              <Button loading={busy} disabled={tooLarge} onClick={() => submit(chosen.file)}>
                {t('Use as logo')}
              </Button>
              <Button variant="default" onClick={() => choose(null)}>
                {t('Cancel')}
              </Button>
            </>
          )}
          {chosen === null && hospital.logo_sha256 !== '' && (
            <Button variant="default" loading={busy} onClick={() => submit(null)}>
              {t('Take away')}
            </Button>
          )}
          <span className="soft">{t('PNG or JPEG, at most 200 kB')}</span>
        </Group>
      )}
    </>
  );
}
