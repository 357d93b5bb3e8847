from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0007_withdrawn_images'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='authorship',
            options={'ordering': ('person', '-article_count', 'newspaper__slug', 'role')},
        ),
        migrations.RemoveIndex(model_name='article', name='newest_added'),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['-first_published', 'page', 'sequence'], name='newest_added'),
        ),
    ]
