import { Button, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CandidateList } from './CandidateList';
import type { Candidate } from './candidates';
import classes from './CheckIn.module.css';

interface DuplicateDialogProps {
  candidates: readonly Candidate[];
  onChoose: (candidate: Candidate) => void;
  onDistinct: () => void;
  onClose: () => void;
}

/** The server knows someone like this: is it them? Nobody is registered twice by accident. */
export function DuplicateDialog({ candidates, onChoose, onDistinct, onClose }: DuplicateDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('Is this one of these patients?')} size="lg" closeButtonProps={{ 'aria-label': t('Close') }}>
      <p className={classes.lead}>
        {t('Someone of this name, with the same birth date or phone, is already registered. Choose them to begin a new case under their own code.')}
      </p>
      <div className={classes.framed}>
        <CandidateList label={t('Registered patients')} candidates={candidates} likely={noneMarked} autoFocus onChoose={onChoose} />
      </div>
      <div className={classes.foot}>
        <Button variant="default" onClick={onClose}>
          {t('Back to the form')}
        </Button>
        <Button variant="default" onClick={onDistinct}>
          {t('This is a different person')}
        </Button>
      </div>
    </Modal>
  );
}

const noneMarked: ReadonlySet<number> = new Set();
