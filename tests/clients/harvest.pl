# Harvests a whole repository with HTTP::OAI and prints it: one line a set, record or header.
use strict;
use warnings;
use HTTP::OAI;

binmode STDOUT, ':encoding(UTF-8)';
my ($base, $prefix) = @ARGV;
my $harvester = HTTP::OAI::Harvester->new(baseURL => $base);

sub sound {
    my ($answer) = @_;
    die $answer->code . ' ' . $answer->message . "\n" if $answer->is_error;
    return $answer;
}

my $identify = sound($harvester->Identify);
$harvester->repository($identify);
print join("\t", 'repository', $identify->repositoryName, $identify->earliestDatestamp), "\n";

my $sets = sound($harvester->ListSets);
while (my $set = $sets->next) {
    print join("\t", 'set', $set->setSpec, $set->setName), "\n";
}

# over all pages of a list the module calls back; next() has the last page alone
sound($harvester->ListRecords(metadataPrefix => $prefix, onRecord => sub {
    my ($record) = @_;
    my $metadata = $record->metadata;
    my ($title) = $metadata ? $metadata->dom->findnodes('.//*[local-name() = "title"]') : ();
    print join("\t", 'record', $record->identifier, $record->datestamp, $record->status // '',
        $title ? $title->textContent : ''), "\n";
}));

sound($harvester->ListIdentifiers(metadataPrefix => $prefix, onRecord => sub {
    my ($header) = @_;
    print join("\t", 'header', $header->identifier, $header->datestamp), "\n";
}));
